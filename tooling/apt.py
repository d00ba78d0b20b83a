"""Distribution packages, downloaded and unpacked into a folder, without root."""

import os
import subprocess
from pathlib import Path

from tooling.console import run_logged

SETTINGS = {
    "Acquire::Languages": "none",
    "Debug::NoLocking": "true",  # the system's lock belongs to root
    "APT::Sandbox::User": "root",  # apt's own user may not enter this folder
}


class Apt:
    """apt with lists of its own, in `folder`; nothing is touched outside of it.

    :param sources: lines of its ``sources.list``; by default the machine's own
    """

    def __init__(self, folder: Path, sources: list[str] | None = None):
        self.folder = folder
        self.environment = {**os.environ, "APT_CONFIG": str(folder / "apt.conf")}
        settings = {
            **SETTINGS,
            "Dir::State::lists": folder / "lists",
            "Dir::Cache": folder / "cache",
        }
        if sources:
            (folder / "sources.list").write_text("\n".join(sources) + "\n")
            settings["Dir::Etc::sourcelist"] = folder / "sources.list"
            settings["Dir::Etc::sourceparts"] = "-"
            # By itself apt takes an unreachable one for a warning.
            settings["APT::Update::Error-Mode"] = "any"
        for name in ("lists/partial", "cache/archives/partial"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        lines = [f'{name} "{value}";' for name, value in settings.items()]
        (folder / "apt.conf").write_text("\n".join(lines) + "\n")
        self._run("update", "apt-get update")

    def missing(self, names: list[str]) -> list[str]:
        """Return `names` and what else their installation would install."""
        simulation = subprocess.run(
            ["apt-get", "install", "--simulate", "--no-install-recommends", *names],
            check=False,
            capture_output=True,
            env=self.environment,
            text=True,
        )
        lines = map(str.split, simulation.stdout.splitlines())
        installed = [words[1] for words in lines if words[:1] == ["Inst"]]
        return list(dict.fromkeys([*names, *installed]))

    def unpack(self, names: list[str]) -> Path:
        """Download packages and return the folder below which they lie unpacked."""
        self._run("download", f"downloading {names[0]}", *names)
        root = self.folder / "root"
        for package in sorted(self.folder.glob("*.deb")):
            run_logged(["dpkg", "-x", package, root], f"unpacking {package.name}")
        return root

    def _run(self, command: str, purpose: str, *arguments: str):
        run_logged(
            ["apt-get", command, *arguments],
            purpose,
            env=self.environment,
            cwd=self.folder,
        )
