"""The process that takes in what cabinets say: `python -m linli.server.ingest`."""

from linli.server.beats import Beat
from linli.server.embedded_bus import seed_of
from linli.server.folder import data_folder
from linli.server.worker import end_on_term, load


def main() -> None:
    """Take in events until told to stop."""
    load()
    from linli.lockers.bus import run_ingest  # noqa: PLC0415  # needs Django loaded
    from linli.server import metrics  # noqa: PLC0415  # as above

    folder = data_folder(None)
    metrics.start(folder, "ingest")
    with end_on_term():
        run_ingest(folder.bus_file, seed_of(folder, "ingest"), Beat(folder, "ingest"))


if __name__ == "__main__":
    main()
