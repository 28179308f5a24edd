"""A cabinet tells how it is built by its configuration, in a message within its bounds."""

import msgspec

from linli.cabinet.config import Compartment, Config
from linli.cabinet.telling import fitted_of
from linli.cabinet.wiring import Line, Waveshare, Wired, Wkly, Zone
from linli.wire import codec
from linli.wire.messages import Fitted, FittedBoard, Hello, Size

LARGEST = 255


def door(number: int, size: Size = Size.S) -> Compartment:
    return Compartment(number=number, size=size, occupancy_sensor=True, lamp=True)


def test_a_simulated_cabinet_tells_its_doors_by_size(config: Config) -> None:
    doors = [door(3, Size.M), door(1), door(2)]

    told = fitted_of(msgspec.structs.replace(config, compartments=doors))

    assert told == Fitted(
        doors={Size.S: [1, 2], Size.M: [3], Size.L: []}, kind="simulated", boards=[], set_c={}
    )


def test_the_largest_cabinet_tells_its_boards_and_zones_within_one_message(config: Config) -> None:
    boards = [Wkly(name=f"b{one}", first=24 * one + 1, address=one, locks=24) for one in range(10)]
    relay = Waveshare(name="last", first=241, address=1, locks=15, swaps={15: 200})
    built = msgspec.structs.replace(
        config,
        compartments=[door(number) for number in range(1, LARGEST + 1)],
        board=Wired(lines=[Line(device="/dev/a", boards=[*boards, relay])]),
        zones=[Zone(number=one) for one in range(1, LARGEST + 1)],
    )

    told = fitted_of(built)

    assert len(told.boards) == 11
    assert told.boards[-1] == FittedBoard(
        name="last", family="waveshare", first=241, locks=15, swaps={"15": 200}
    )
    assert (len(told.set_c), told.set_c["1"]) == (32, 65.0)
    hello = Hello(
        v=1,
        cab="A" * 16,
        epoch=(1 << 31) - 1,
        boot_id="0" * 32,
        session="0" * 32,
        first_seq=1 << 60,
        last_seq=1 << 60,
        head_hash="0" * 64,
        applied_dseq=1 << 60,
        fw="x" * 40,
        free=dict.fromkeys(Size, LARGEST),
        applied_mark="0" * 16,
        fitted=told,
    )
    assert codec.decode_hello(codec.encode(hello)) == hello
