"""What an editor decides about one item at the desk: its theme, and that it is printed once more.

The forms stand on the page of `desk`; every answer leads back to it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from fastapi.responses import RedirectResponse, Response

from digest.bootstrap import House
from digest.domain.content import Item
from digest.services.items import LARGEST_ID, choose_theme, leave_to_rules, print_again
from digest.web.access import Access
from digest.web.pages import Pages

BY_THE_RULES, NO_THEME = "-rules", "-none"
"""Choices beside the themes; no slug begins with a hyphen."""

ItemNumber = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def choice_of(item: Item) -> str:
    """Return the choice that is in force for the item."""
    return (item.theme or NO_THEME) if item.theme_pinned else BY_THE_RULES


def choice_routes(house: House, access: Access, pages: Pages) -> APIRouter:
    """Return the routes under /desk/items/."""
    routes = APIRouter(
        prefix="/desk/items/{item}",
        include_in_schema=False,
        default_response_class=RedirectResponse,
        dependencies=[Depends(access.required)],
    )

    def file(item: ItemNumber, theme: Annotated[str, Form(max_length=63)]) -> Response:
        """File the item under a theme, under none, or where the rules say."""
        if theme == BY_THE_RULES:
            leave_to_rules(house.database, item)
        else:
            choose_theme(house.database, item, None if theme == NO_THEME else theme)
        return back_to(item)

    def again(item: ItemNumber) -> Response:
        """Have the next edition take the item once more."""
        print_again(house.database, item, house.clock)
        return back_to(item)

    def back_to(item: int) -> Response:
        return RedirectResponse(f"{pages.root}/desk/items#item-{item}", status_code=303)

    routes.add_api_route("/theme", file, methods=["POST"])
    routes.add_api_route("/again", again, methods=["POST"])
    return routes
