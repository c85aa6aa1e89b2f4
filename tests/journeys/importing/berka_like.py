"""A bank of three clients in the form of the Berka files, for spoiling one value at a time."""

from pathlib import Path

FILES = {
    "district.asc": "A1;A2;A3\n1;Praha;Prague\n2;Benesov;central Bohemia\n",
    "client.asc": (
        '"client_id";"birth_number";"district_id"\n1;"706213";1\n2;"450204";2\n3;"406009";2\n'
    ),
    "account.asc": (
        '"account_id";"district_id";"frequency";"date"\n'
        '10;1;"POPLATEK MESICNE";930101\n20;2;"POPLATEK TYDNE";930115\n'
    ),
    "disp.asc": (
        '"disp_id";"client_id";"account_id";"type"\n'
        '100;1;10;"OWNER"\n200;2;20;"OWNER"\n201;3;20;"DISPONENT"\n'
    ),
    "card.asc": '"card_id";"disp_id";"type";"issued"\n7;201;"gold";931107 00:00:00\n',
    "order.asc": (
        '"order_id";"account_id";"bank_to";"account_to";"amount";"k_symbol"\n'
        '301;10;"YZ";"87144583";2452.00;"SIPO"\n302;20;"ST";"89597016";3372.70;" "\n'
    ),
    "loan.asc": (
        '"loan_id";"account_id";"date";"amount";"duration";"payments";"status"\n'
        '5314;10;930705;96396;12;8033.00;"B"\n5316;20;970711;165960;36;4610.00;"C"\n'
    ),
    "trans.asc": (
        '"trans_id";"account_id";"date";"type";"operation";"amount";"balance";"k_symbol";'
        '"bank";"account"\n'
        '1;10;930101;"PRIJEM";"VKLAD";700.00;700.00;"";;\n'
        '2;10;930131;"PRIJEM";"";3.40;703.40;"UROK";;\n'
        '3;10;930131;"VYDAJ";"VYBER";14.60;688.80;"SLUZBY";;\n'
        '4;10;930812;"VYDAJ";"PREVOD NA UCET";800.00;-111.20;"UVER";"YZ";1\n'
        '5;10;930831;"VYDAJ";"VYBER";1.10;-112.40;"SANKC. UROK";;\n'
        '6;20;930115;"PRIJEM";"PREVOD Z UCTU";2500.50;2500.50;"DUCHOD";"EF";2\n'
        '7;20;930116;"VYBER";"VYBER";500.00;2000.00;" ";;\n'
        '8;20;940331;"VYDAJ";"VYBER KARTOU";100.25;1900.30;"";;\n'
    ),
}


def write(folder: Path, **changed: str) -> Path:
    """The files in a folder; `trans="…"` replaces the content of trans.asc."""
    folder.mkdir(exist_ok=True)
    for name, content in FILES.items():
        text = changed.get(name.removesuffix(".asc"), content)
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode("utf-8"))
    return folder


def spoilt(name: str, old: str, new: str) -> dict[str, str]:
    """The content of one file with one text replaced."""
    content = FILES[f"{name}.asc"]
    assert old in content
    return {name: content.replace(old, new, 1)}
