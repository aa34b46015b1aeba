"""The pages of trust: for the adviser, the leader and the employer that is barred."""

from tests.integration.api.asking import POST, ask, token
from tests.integration.request_cases import OLA, propose
from tests.integration.trust.trust_cases import DAY, WHY, ban
from tests.integration.web_start import TODAY, send, signed_in


def test_an_adviser_spares_reports_and_reads_the_numbers(kari, app):
    until = (TODAY + 5 * DAY).isoformat()
    assert send(kari, "/employers/E1/spare", until=until, why="Ro").status_code == 303
    assert send(kari, "/employers/E1/complaints", kind="other", text="x").status_code == 303
    text = kari.get("/employers/E1").text
    for said in ("Vi sparer dem til og med", "«Ro»", "1 melding venter.", "Spør dem igjen"):
        assert said in text
    assert "Spares til og med" in kari.get("/employers?who=office").text
    assert send(kari, "/employers/E1/spare/end").status_code == 303
    assert "Tidligere spart" in kari.get("/employers/E1").text


def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(kari):
    page = send(kari, "/employers/E1/complaints", kind="", text="<b>Trangt</b>")
    assert page.status_code == 422
    assert "Velg hva det gjelder." in page.text
    assert "&lt;b&gt;Trangt" in page.text


def test_an_employer_that_is_barred_reads_it_calmly_and_cannot_post(app, store):
    propose(store)
    liv, ola = signed_in(app, "liv"), signed_in(app, OLA.name)
    assert send(liv, "/employers/E1/ban", why=WHY).status_code == 303
    home = ola.get("/workplace/E1").text
    assert "Plassene deres tar ikke imot noen nå" in home
    refused = ola.get("/workplace/E1/openings/new")
    assert refused.status_code == 409
    assert "Snakk med kontoret" in refused.text
    assert WHY not in home + refused.text
    assert ola.get("/employers/complaints").status_code == 404
    assert ola.get("/openings/O1/who").status_code == 404
    page = signed_in(app, "nils").get("/employers/E1").text
    assert WHY in page


def test_a_system_of_a_barred_employer_is_told_so_as_a_problem(app, store):
    ban(store)
    secret, once = token(store, employer_id="E1"), {"Idempotency-Key": "en-to-tre"}
    client = app.test_client(use_cookies=False)
    answer = ask(client, secret, "POST", "/openings", json=POST, headers=once)
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert WHY not in answer.text


def test_the_leader_settles_and_lets_in_again(app, kari):
    liv = signed_in(app, "liv")
    send(kari, "/employers/E1/complaints", kind="unsafe", text="Vått gulv")
    send(liv, "/employers/E1/ban", why=WHY)
    book = liv.get("/employers/complaints").text
    assert "Vått gulv" in book
    assert WHY in book
    assert send(liv, "/employers/complaints/1/settle", how="").status_code == 422
    assert send(liv, "/employers/complaints/1/settle", how="Ringt dem").status_code == 303
    assert send(liv, "/employers/E1/ban/lift", why="Ordnet").status_code == 303
    page = liv.get("/employers/E1").text
    assert "Opphevet fordi: «Ordnet»" in page
    assert "1 er avgjort." in page


def test_for_an_opening_the_adviser_reads_who_fits_and_what_stops_the_others(kari):
    page = kari.get("/openings/O1/who?who=office").text
    assert "Hvem passer best?" in page
    assert kari.get("/openings/NOWHERE/who").status_code == 404
