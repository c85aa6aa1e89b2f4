// What stands in the log: an entry of the journal, or a closing balance of a day.
import { Refusal, Source } from "./bytes";

export interface Line {
  account: string;
  debit: bigint;
  credit: bigint;
  currency: string;
}

export interface Leaf {
  isEntry: boolean;
  number: bigint;
  bookedDate: string;
  kind: string;
  reference: string;
  memo: string;
  lines: Line[];
}

const EPOCH = Date.UTC(2000, 0, 1);

function day(source: Source): string {
  return new Date(EPOCH + source.int4() * 86_400_000).toISOString().slice(0, 10);
}

export function readLeaf(raw: Uint8Array): Leaf {
  const source = new Source(raw);
  const fields = source.byte() * 256 + source.byte();
  let leaf: Leaf;
  if (fields === 13) {
    source.id();
    source.int8();
    const bookedDate = day(source);
    day(source);
    const number = source.int8();
    const count = source.int4();
    if (count < 0) throw new Refusal("leaf");
    for (let ids = 0; ids < 4; ids += 1) source.maybe(16);
    leaf = {
      isEntry: true,
      number,
      bookedDate,
      kind: source.text(),
      reference: source.text(),
      memo: source.text(),
      lines: [],
    };
    for (let left = count; left > 0; left -= 1) {
      source.int4();
      leaf.lines.push(line(source));
    }
  } else if (fields === 5) {
    const number = source.int8();
    const bookedDate = day(source);
    const account = source.id();
    const lines = [{ account, debit: source.int8(), credit: source.int8(), currency: "" }];
    leaf = { isEntry: false, number, bookedDate, kind: "", reference: "", memo: "", lines };
  } else {
    throw new Refusal("leaf");
  }
  if (!source.isAtEnd) throw new Refusal("leaf");
  return leaf;
}

function line(source: Source): Line {
  const account = source.id();
  const debit = source.int8();
  const credit = source.int8();
  return { account, debit, credit, currency: source.text() };
}
