"""Template files: YAML front matter between `---` lines, then the body. Read strictly, always written the same way."""

from library.template_files.keys import SUFFIX, Start, TemplateFile
from library.template_files.reading import MAXIMUM_BYTES, parse, read
from library.template_files.writing import text_of

__all__ = ["MAXIMUM_BYTES", "SUFFIX", "Start", "TemplateFile", "parse", "read", "text_of"]
