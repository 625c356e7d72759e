"""Copy the front end's foreign files into the project, with version, licence and hash.

python tools/vendor.py      needs npm; the copies are committed, so nobody else does
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    "bootstrap": ("5.3.9", "MIT"),
    "axe-core": ("4.14.1", "MPL-2.0"),
    "lucide-static": ("1.62.0", "ISC"),
    "@fontsource-variable/source-sans-3": ("5.3.1", "OFL-1.1"),
}
FONT = "@fontsource-variable/source-sans-3"
FILE = "source-sans-3-{}-wght-normal.woff2"
COPIES = {
    "bootstrap/dist/css/bootstrap.min.css": "static/vendor/bootstrap.min.css",
    "bootstrap/LICENSE": "static/vendor/bootstrap.LICENSE",
    "axe-core/axe.min.js": "tests/vendor/axe.min.js",
    "axe-core/LICENSE": "tests/vendor/axe.LICENSE",
    "lucide-static/LICENSE": "static/vendor/lucide.LICENSE",
    f"{FONT}/LICENSE": "static/fonts/OFL.txt",
    **{
        f"{FONT}/files/{FILE.format(part)}": f"static/fonts/{FILE.format(part)}"
        for part in ("latin", "latin-ext", "vietnamese")
    },
}
ICONS = """
arrow-down arrow-left arrow-right arrow-up bell building-2 calendar calendar-check calendar-plus
check chevron-down chevron-left chevron-right circle circle-alert circle-check clipboard-paste
clock compass copy download external-link eye file-text fingerprint-pattern flag globe
graduation-cap handshake house inbox info key layers link list-checks lock log-out mail menu
message-circle messages-square minus notebook-pen palette pencil plus printer qr-code rotate-ccw
scale search settings shield shuffle smartphone target trash-2 triangle-alert undo-2 upload user
user-plus users video x briefcase ellipsis
""".split()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wanted = [f"{name}@{version}" for name, (version, _licence) in PACKAGES.items()]
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *wanted],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        source = Path(folder) / "node_modules"
        for origin, target in COPIES.items():
            (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / origin, ROOT / target)
        css = ROOT / "static/vendor/bootstrap.min.css"
        css.write_text(re.sub(r"/\*# sourceMappingURL.*?\*/", "", css.read_text()))
        sprite(source / "lucide-static/icons")
    divide_font()
    manifest()
    return 0


def divide_font() -> None:
    """Cut the letters of European names out of the large extended file.

    One name with an "ś" would else cost 60 KB. The part carries a name of its own, as the
    typeface's licence asks of changed versions.
    """
    from fontTools import subset, ttLib  # noqa: PLC0415  only here, and not among the pins

    options = subset.Options(
        flavor="woff2", layout_features=["kern", "mark", "mkmk", "ccmp", "locl"]
    )
    font = subset.load_font(str(ROOT / f"static/fonts/{FILE.format('latin-ext')}"), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=range(0x100, 0x180))
    cutter.subset(font)
    names: ttLib.TTFont = font["name"]
    for record in list(names.names):
        if record.nameID in {1, 3, 4, 6, 16, 25}:
            names.setName(
                "Raanu Text", record.nameID, record.platformID, record.platEncID, record.langID
            )
    subset.save_font(font, str(ROOT / f"static/fonts/{FILE.format('names')}"), options)


def sprite(icons: Path) -> None:
    """One file with a symbol for each icon in use."""
    symbols = []
    for name in sorted(ICONS):
        drawing = (icons / f"{name}.svg").read_text()
        inner = re.sub(r"<!--.*?-->|</?svg[^>]*>", "", drawing, flags=re.S).strip()
        inner = re.sub(r"\s*\n\s*", "", inner).replace(" />", "/>")
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{inner}</symbol>')
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'
    (ROOT / "static/icons.svg").write_text(svg)


def manifest() -> None:
    files = {
        target: hashlib.sha256((ROOT / target).read_bytes()).hexdigest()
        for target in [*COPIES.values(), f"static/fonts/{FILE.format('names')}", "static/icons.svg"]
    }
    packages = [
        {"name": name, "version": version, "licence": licence}
        for name, (version, licence) in PACKAGES.items()
    ]
    text = json.dumps({"packages": packages, "sha256": files}, indent=1)
    (ROOT / "static/vendor/manifest.json").write_text(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
