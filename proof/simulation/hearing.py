"""What the server makes of a cabinet's word, as in ``lockers.actions``, and how it answers."""

from linli.kernel.chain import GENESIS
from linli.kernel.codes import pickup_code
from linli.wire.messages import Ack, Hello, Nak, Quarantined
from proof.simulation.books import Books
from proof.simulation.site import CABINET, CODE_KEY, EPOCH

Answer = Ack | Nak | Quarantined | None


def code_of(deposit: str) -> str:
    """Return the digits that a deposit's owner was told."""
    return pickup_code(CODE_KEY, deposit)


def heard(books: Books, hello: Hello) -> Answer:
    """Follow ``actions.hearing`` for one hello."""
    stand(books, hello.applied_dseq, hello.applied_mark)
    if books.quarantined or _differs(books, hello):
        books.quarantined = True
        return quarantined(hello.last_seq)
    if hello.last_seq > books.seq:
        return Nak(v=1, cab=CABINET, epoch=books.epoch, expect=books.seq + 1)
    return position_of(books)


def stand(books: Books, dseq: int, mark: str) -> None:
    """Follow ``actions.standing`` for what the cabinet says of its last directive."""
    if (dseq, mark) == (books.applied_dseq, books.applied_mark):
        return
    ours = books.directives.get(dseq)
    is_ours = dseq == 0 or (ours is not None and mark in ("", ours.mark))
    if not is_ours and dseq < books.applied_dseq:
        return
    waiting_after = dseq if is_ours else books.applied_dseq
    orders = books.directives
    waiting = [orders.pop(one) for one in sorted(orders) if one > waiting_after]
    orders.update(enumerate(waiting, dseq + 1))
    books.dseq, books.applied_dseq, books.applied_mark = dseq + len(waiting), dseq, mark


def _differs(books: Books, hello: Hello) -> bool:
    if hello.epoch != books.epoch:
        return True
    seq = hello.last_seq
    return seq <= books.seq and (books.lines[seq - 1].hash if seq else GENESIS) != hello.head_hash


def position_of(books: Books) -> Ack:
    """Say how far the journal is held."""
    return Ack(v=1, cab=CABINET, epoch=books.epoch, upto=books.seq, hash=books.head)


def quarantined(seq: int) -> Quarantined:
    """Say that the two histories differ."""
    return Quarantined(v=1, cab=CABINET, epoch=EPOCH, seq=seq)
