"""Make .venv from the hashed requirements: ``python3 requirements/install.py run`` (or dev, bench).

Only the standard library, and readable by old Pythons, so that a wrong one is told what is wrong.
JINLIANG_WHEELS=<folder> installs from wheels in that folder, without any network.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST, NEWEST = (3, 11), (3, 13)
LAUNCHER = """\
#!{python}
import sys

sys.path.insert(0, {root!r})
from jinliang.host.console import main

main()
"""


def stop(chinese, english):
    sys.stderr.write(f"\n错误：{chinese}\nError: {english}\n")
    sys.exit(1)


def check_python():
    found = sys.version_info[:2]
    if not OLDEST <= found <= NEWEST:
        stop(
            "需要 Python 3.11 至 3.13，当前为 {}.{}。请安装后运行：make PYTHON=python3.12 run".format(
                *sys.version_info
            ),
            "Python 3.11 to 3.13 is needed, this is {}.{}. Install one, then: make PYTHON=python3.12 run".format(
                *sys.version_info
            ),
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 Debian ships Python without it
        import venv  # noqa: F401, PLC0415
    except ImportError:
        package = "python{}.{}-venv".format(*found)
        stop(
            f"这个 Python 缺少 venv。请安装：apt install {package}（或 dnf install python3-pip）",
            f"This Python lacks venv. Please install: apt install {package} (or dnf install python3-pip)",
        )


def make_environment(folder):
    """A virtual environment, made anew when the Python it was made from is gone."""
    python = folder / "bin" / "python"
    try:
        subprocess.run([str(python), "-c", "import pip"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print("正在建立 Python 环境 … / making the Python environment ...", flush=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        except subprocess.CalledProcessError:
            stop(
                f"不能建立 {folder}，请检查磁盘与目录权限",
                f"{folder} cannot be made: check the disk and the folder's permissions",
            )


def install(python, requirements, kind):
    order = [str(python), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:", "--no-deps"]
    order += ["--disable-pip-version-check", "--no-warn-script-location", "-q", "--progress-bar", "on"]
    if kind == "dev":  # most of it is never loaded; what runs a site is compiled by who may write here
        order += ["--no-compile"]
    wheels = os.environ.get("JINLIANG_WHEELS")
    if wheels:
        order += ["--no-index", "--find-links", wheels]
    print("正在安装依赖 … / installing the requirements ...", flush=True)
    if subprocess.run([*order, "-r", str(requirements)], check=False).returncode:
        stop(
            "依赖没有装上。没有互联网时请设置 JINLIANG_WHEELS（见 docs/howto/install-without-internet.md）",
            "The requirements were not installed. Without internet set JINLIANG_WHEELS=<folder of wheels>",
        )


def main(kind):
    check_python()
    folder = ROOT / (".venv-bench" if kind == "bench" else ".venv")
    requirements = ROOT / "requirements" / f"{kind}.txt"
    state = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = folder / f".installed-{kind}"
    python = folder / "bin" / "python"
    # Where the Python behind it is gone, the link leads nowhere.
    if python.exists() and stamp.exists() and stamp.read_text() == state:
        return
    make_environment(folder)
    install(python, requirements, kind)
    launcher = folder / "bin" / "jinliang"
    launcher.write_text(LAUNCHER.format(python=python, root=str(ROOT)))
    launcher.chmod(0o755)
    stamp.write_text(state)


if __name__ == "__main__":
    main(sys.argv[1])
