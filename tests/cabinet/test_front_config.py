"""What may be fitted to a cabinet's front, and what is said of a mistake in it."""

import sys

import pytest
from tests.cabinet.stage import Configured

from linli.cabinet.config import BadConfigError, Config, read_config
from linli.cabinet.front import Evdev, Kiosk, SerialLine

KIOSK = {"port": 8077, "address": "https://linli.example"}


def test_nothing_is_fitted_unless_it_is_named(config: Config) -> None:
    assert (config.scanner, config.keypad, config.kiosk) == (None, None, None)
    assert config.layout().code_key == b""


def test_a_front_with_everything_is_read(configured: Configured) -> None:
    event = {"kind": "evdev", "device": "/dev/input/by-id/usb-Scanner-event-kbd"}
    read = read_config(configured(scanner=event, keypad=event, kiosk=KIOSK, code_key="ab" * 32))

    assert read.scanner == read.keypad == Evdev("/dev/input/by-id/usb-Scanner-event-kbd")
    assert read.kiosk == Kiosk(8077, "https://linli.example")
    assert read.layout().code_key == b"\xab" * 32


def test_a_scanner_may_hang_on_a_serial_line(configured: Configured) -> None:
    serial = {"kind": "serial", "device": "/dev/ttyACM0", "baud": 115200}

    assert read_config(configured(scanner=serial)).scanner == SerialLine("/dev/ttyACM0", 115200)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scanner", {"kind": "camera", "device": "/dev/video0"}),
        ("scanner", {"kind": "evdev", "device": "event7"}),
        ("scanner", {"kind": "serial", "device": "/dev/ttyACM0", "baud": 12}),
        ("keypad", {"kind": "serial", "device": "/dev/ttyACM0"}),
        ("kiosk", KIOSK | {"port": 65_536}),
        ("kiosk", KIOSK | {"address": "https://linli.example/"}),
        ("kiosk", KIOSK | {"address": "javascript:alert(1)"}),
        ("kiosk", KIOSK | {"colour": "red"}),
        ("code_key", "ab"),
    ],
)
def test_a_mistake_is_named(configured: Configured, field: str, value: object) -> None:
    with pytest.raises(BadConfigError, match=f"the field {field}"):
        read_config(configured(**{field: value}))


def test_what_is_not_fitted_is_not_loaded() -> None:
    import subprocess  # noqa: PLC0415  # this interpreter has loaded everything

    heavy = "{'evdev', 'serial_asyncio_fast', 'segno', 'starlette', 'uvicorn', 'h11'}"
    script = f"import sys, linli.cabinet.agent; print({heavy} & set(sys.modules))"
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "set()"
