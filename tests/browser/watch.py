"""What a page does that nobody sees: messages in its console, and what it asks for."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Frame, Page, Request, Response

INLINE = ("data", "blob", "about")


class Watch:
    """Listens to a page. ``faults`` are sentences; ``screens`` the pages that were loaded."""

    def __init__(self, page: Page, own: str) -> None:
        self.page = page
        self.own = urlsplit(own).netloc
        self.faults: list[str] = []
        self.requests: list[str] = []
        self.screens: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"error in a script: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("framenavigated", self._moved)

    def take(self) -> list[str]:
        """The faults so far; the next ones are new."""
        taken, self.faults = self.faults, []
        return taken

    def _said(self, message: ConsoleMessage) -> None:
        told_by_status = message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not told_by_status:
            self.faults.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)
        address = urlsplit(request.url)
        if address.scheme not in INLINE and address.netloc != self.own:
            self.faults.append(f"asks another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{response.status} for {response.url}")

    def _moved(self, frame: Frame) -> None:
        address = urlsplit(frame.url)
        if frame.parent_frame is None and address.netloc == self.own:
            self.screens.append(address.path)
