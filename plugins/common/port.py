"""A port to listen on."""

import errno
import socket


class PortError(Exception):
    """What is wrong with the port, without what to do."""


def claim(host: str, port: int) -> None:
    """Raise PortError when the port is not free.

    Granian would start beside another granian in silence, and panic beside
    any other program.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortError(f"port {port} is taken.") from error
            raise PortError(f"port {port} of {host} cannot be used: {error.strerror}.") from error
