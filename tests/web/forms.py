"""The form of a page as a browser without scripts sends it."""

from html.parser import HTMLParser
from urllib.parse import urlencode


class Form(HTMLParser):
    """The fields of the form with this id, by name, in order; `buttons` are the values that they send."""

    def __init__(self, page: str, wanted: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.buttons: dict[str, str] = {}
        self.focus = ""
        self._wanted, self._inside, self._select, self._area = wanted, False, "", ""
        self._option: str | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self._inside = found.get("id") == self._wanted
        if not self._inside:
            return
        if "autofocus" in found:
            self.focus = found.get("id", "")
        name = found.get("name") or ""
        if tag == "input" and (found.get("type") != "radio" or "checked" in found):
            self.fields[name] = found.get("value") or ""
        elif tag == "button" and name:
            self.buttons[found.get("aria-label") or found["value"]] = found["value"]
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, self.fields[name] = name, ""
        elif tag == "option" and (self._select not in self.fields or "selected" in found):
            self._option, self.fields[self._select] = found.get("value"), found.get("value") or ""

    def handle_data(self, data):
        if self._area:
            self.fields[self._area] += data
        elif self._select and self._option is None and not self.fields.get(self._select):
            self.fields[self._select] = data.strip()

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self.fields[self._area] = self.fields[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "option":
            self._option = None

    def sent(self, do: str = "", **changes: str) -> str:
        """The body of a request, as the button with this value sends it."""
        return urlencode({**self.fields, **changes, **({"do": do} if do else {})})
