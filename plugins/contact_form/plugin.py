"""Puts the contact form and the contact details where templates find them."""

from dataclasses import dataclass

from pelican import signals
from pelican.generators import Generator

from plugins.common.form import Form
from plugins.contact_form.form import CONTACT
from plugins.contact_form.telephone import telephone_uri


@dataclass(frozen=True, slots=True)
class ContactForm:
    """``action`` is where the form posts to; "" makes it a link to the e-mail address."""

    form: Form
    action: str
    telephone_uri: str


def add_form(generator: Generator) -> None:
    settings = generator.settings
    action = settings["FORM_ACTION"]
    if action.startswith("/"):
        action = settings["SITE_ROOT"] + action
    uri = telephone_uri(settings["CONTACT"]["telephone"])
    generator.context["contact_form"] = ContactForm(CONTACT, action, uri)


def register() -> None:
    signals.generator_init.connect(add_form)
