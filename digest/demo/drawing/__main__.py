"""Writes every picture of the demonstration as a PNG into the folder given on the command line."""

import sys
from collections.abc import Callable
from pathlib import Path

from digest.demo.drawing import bodies, rooms, signals
from digest.demo.drawing.canvas import Canvas

PICTURES: dict[str, Callable[[], Canvas]] = {
    "anneau": rooms.gantry,
    "arceau": rooms.c_arm,
    "arteres": bodies.vault,
    "balance": rooms.balance,
    "barres": signals.falling_bars,
    "cadran": rooms.dial,
    "cercles": bodies.soft_circles,
    "cible": signals.target,
    "cochlee": bodies.cochlea,
    "couches": signals.plates,
    "coupe": bodies.axial_slice,
    "espace-k": signals.rays,
    "flacons": rooms.bottles,
    "gamme": signals.grey_scale,
    "isodoses": bodies.level_curves,
    "main": bodies.hand,
    "objets": rooms.cupboard,
    "oeil": bodies.iris,
    "ondes": signals.waves,
    "paliers": rooms.steps,
    "planche": signals.contact_sheet,
    "planning": rooms.calendar,
    "poumons": bodies.lungs,
    "prisme": signals.prism,
    "rachis": bodies.spine,
    "reseau": signals.linked_points,
    "sein": bodies.breasts,
    "seringue": signals.three_circles,
    "sinogramme": signals.sinogram,
    "sonde": signals.ultrasound,
    "thorax": bodies.rib_cage,
    "trame": signals.halftone,
    "vaisseaux": bodies.vessels,
}
"""The pictures by the name that an article gives."""


def main(arguments: list[str]) -> int:
    """Draw them all; return the exit code (2: no folder was named)."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m digest.demo.drawing FOLDER\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, compose in PICTURES.items():
        (folder / f"{name}.png").write_bytes(compose().png())
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
