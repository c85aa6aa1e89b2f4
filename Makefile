# For people who work on Nafa. Everything here is also in ./nafa test, which sets itself up.
.PHONY: check locks words

check:
	./nafa test --database embedded

words:
	.venv/bin/python tools/words.py --add

locks:
	tools/make_locks
