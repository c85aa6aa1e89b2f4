"""Country packs: dated, sourced facts and rules of each jurisdiction, as data without code."""
