"""Words that an employer must not read about somebody: one rule set for every text.

Programme, benefits, health, origin and private life from `data/kept_back_words.toml`, and the
person's own name, numbers and addresses. Deterministic; nothing here changes a text.
"""

from matcher.exchange.kept_back.check import kept_back
from matcher.exchange.kept_back.found import About, KeptBack, Topic
from matcher.exchange.kept_back.rules import kept_back_rules, read_kept_back_rules

__all__ = ["About", "KeptBack", "Topic", "kept_back", "kept_back_rules", "read_kept_back_rules"]
