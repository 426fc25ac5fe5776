"""What an editor corrects at the desk in an edition that went out.

The form stands on the page of `edition`, and the answer leads back to it.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse, Response

from digest.bootstrap import House
from digest.domain.corrections import LONGEST
from digest.domain.edition import EditionId
from digest.services.corrections import correct
from digest.web.access import Access
from digest.web.pages import Day, Pages


def correction_routes(house: House, access: Access, pages: Pages) -> APIRouter:
    """Return /desk/editions/NEWSLETTER/DATE/corrections."""
    routes = APIRouter(
        prefix="/desk/editions/{newsletter}/{day}",
        include_in_schema=False,
        default_response_class=RedirectResponse,
        dependencies=[Depends(access.required)],
    )

    def keep(
        newsletter: str,
        day: Day,
        # A browser sends two characters for each end of a line, and blanks are not kept.
        text: Annotated[str, Form(max_length=2 * LONGEST)],
        item: Annotated[str, Form(max_length=20)] = "",
    ) -> Response:
        """Keep a correction. item: number of the story, "" for the edition as a whole."""
        edition = EditionId(newsletter, day)
        try:
            correct(house.database, edition, text, house.clock, item=item)
        except ValueError:
            raise HTTPException(400) from None
        return RedirectResponse(f"{pages.root}/desk/editions/{edition}#corrections", status_code=303)

    routes.add_api_route("/corrections", keep, methods=["POST"])
    return routes
