"""What the ledger's verbs say in words: a registry that each part fills in its ``sentences``.

A sentence shows only the facts that it names, so that nothing gets onto a page that nobody
meant to show. A verb that nobody has a sentence for is shown as it stands, without its facts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Facts = Mapping[str, object]

LONGEST_FACT = 80
"""Characters of one fact that are shown; the ledger holds what is longer."""

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one verb says: a text that names facts in braces, and how each is put into words.

    A fact without words of its own is shown as it is; one that an entry lacks is a dash.
    """

    says: Words
    words: Mapping[str, Callable[[object], Words]] = field(default_factory=dict)


_sentences: dict[str, Sentence] = {}


def tell(sentences: Mapping[str, Sentence | Words]) -> None:
    """Declare what some verbs say; each verb has one sentence."""
    for verb, said in sentences.items():
        assert verb not in _sentences, verb
        _sentences[verb] = said if isinstance(said, Sentence) else Sentence(said)


def told() -> frozenset[str]:
    """Return the verbs that have a sentence."""
    return frozenset(_sentences)


def in_words(verb: str, facts: Facts) -> str:
    """Return what an entry says, in the language of whoever reads it."""
    known = _sentences.get(verb)
    if known is None:
        return str(_("{verb}（没有说明）")).format(verb=verb)
    return str(known.says).format_map(_Shown(known, facts))


class _Shown(dict[str, str]):
    """The facts that a sentence asks for."""

    def __init__(self, sentence: Sentence, facts: Facts) -> None:
        super().__init__()
        self._sentence = sentence
        self._facts = facts

    def __missing__(self, name: str) -> str:
        value = self._facts.get(name)
        if value is None or value == "":
            return NOTHING
        words = self._sentence.words.get(name, str)
        return str(words(value))[:LONGEST_FACT]


def one_of(labels: Mapping[str, Words]) -> Callable[[object], Words]:
    """Return words for a fact that is one of some values; an unknown one is shown as it is."""
    return lambda value: labels.get(str(value), str(value))
