"""`python -m digest`, and the `digest` command."""

import sys


def main() -> None:
    """Run the command line; an interruption while it is being loaded ends it quietly, too."""
    try:
        from digest.cli.main import main as run  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
