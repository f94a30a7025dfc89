"""Run as a process of its own: carries out every attack with 64 MB more than the program needs, and prints what came.

It prints JSON: by how much memory grew in all, and for each attack its family, its slowest step in seconds, what it
leaked, whether memory ran out, and what the next normal reply read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

from attacks import Attack, carried_out, rendering, template_file  # noqa: E402
from families import every_attack  # noqa: E402
from leaks import leaks  # noqa: E402
from rendering_builders import reply, text_of  # noqa: E402

from library.documents import Field  # noqa: E402

MAXIMUM_SECONDS = 0.25
MAXIMUM_MEMORY = 64 << 20
#: A shared machine may pause any process: an attack is slow only when it is slow every time.
TRIES = 3
_EVERYTHING = "{{ today | date('full') }} {{ 5 | money('EUR') }} {{ 5 | number }} {{ f }} {{ x | wrap | quote }}"


def main() -> None:
    attacks = every_attack()
    result_of(rendering("warm", reply(_EVERYTHING, Field("f", pattern="a+")), values={"f": "a", "x": "b"}))
    result_of(template_file("warm", "---\nabbreviation: a\n---\nx"))
    before = peak()
    limit_memory()
    results = [result_of(attack) for attack in attacks]
    sys.stdout.write(json.dumps({"grown": peak() - before, "results": results}))


def result_of(attack: Attack) -> dict[str, object]:
    result: dict[str, object] = {"family": attack.family, "source": ascii(attack.source[:300]), "is_starved": False}
    try:
        outcome = carried_out(attack)
        seconds = outcome.seconds
        for _ in range(TRIES - 1):
            seconds = min(seconds, carried_out(attack).seconds) if seconds >= MAXIMUM_SECONDS else seconds
        result |= {"seconds": seconds, "leaks": leaks(outcome.told, attack.source)}
    except MemoryError:
        result |= {"seconds": 0.0, "leaks": [], "is_starved": True}
    return result | {"next": text_of("Hi {{ x }}", values={"x": "Ana"})}


def peak() -> int:
    """The most memory this process ever held, in bytes; Linux's getrusage would begin with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) << 10
    if sys.platform == "win32":
        return 0
    import resource  # POSIX only

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def limit_memory() -> None:
    """No more than 64 MB are left, where the system tells how much address space is in use."""
    sizes = Path("/proc/self/statm")
    if sizes.exists():
        import resource

        most = int(sizes.read_text().split()[0]) * resource.getpagesize() + MAXIMUM_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
