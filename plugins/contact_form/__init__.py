"""Contact form: one definition, drawn on the contact page and under every article.

Adds    ``contact_form`` in the context, a ``plugin.ContactForm``
Reads   CONTACT, FORM_ACTION, CONTACT_UNDER_ARTICLES
Shown   theme/templates/partials/contact_form.html, contact.html
"""
