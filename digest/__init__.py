"""Digest: the day's news, by theme, in every subscriber's inbox.

The rooms, from the outside in::

    cli  web  scheduler  demo   what people and machines touch
    bootstrap                   the one place where the parts are put together
    config                      digest.toml and newsroom.toml
    services                    gather, compose, dispatch: short scripts in the trade's own words
    engine                      who runs the delivery batches
    sources storage render mail adapters, each speaking one protocol and knowing none of the others
    ports domain errors         what the others agree on: pure values and decisions
"""

__version__ = "0.1.0"
