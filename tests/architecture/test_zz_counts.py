from django.db import transaction

from tests.architecture import test_forms as tf
from tests.architecture.growth import grown
from tests.architecture.test_statements import OURS, counted, pages


def test_counts(world):
    routes = [r for r in OURS if "vouchers:" in r.label or "api:voucher" in r.label or "api:own" in r.label]

    def all():
        return {f"{r.label} · {s}": counted(world, r, s, w) for r in routes for s, w in pages(world, r)}

    a = all()
    with transaction.atomic():
        grown()
        b = all()
        transaction.set_rollback(True)
    open("/tmp/vp_counts.txt", "w").write(
        "\n".join(
            f"{k}: {v}" + (f"   # GROWS to {b[k]}" if b.get(k) != v else "") for k, v in sorted(a.items())
        )
        + "\n"
    )


def test_forms(world, monkeypatch):
    from tests.architecture import routes

    ours = [r for r in routes.all_routes() if "vouchers:" in r.label]
    monkeypatch.setattr(tf, "all_routes", lambda: ours)
    found = {}
    for who in ("public", "administrator", "mentor"):
        for page in tf.pages(world, who):
            for form in tf.forms_of(page, who, world.browser(who)):
                if form.action.startswith(("/language", "/accounts")):
                    continue
                found.setdefault((form.action, who, frozenset(form.values)), form)
    forms = list(found.values())
    out = [f"forms {len(forms)}"]
    for name in ("test_no_two_forms_of_a_page_share_a_key",):
        try:
            getattr(tf, name)(world, forms) if "world" in getattr(tf, name).__code__.co_varnames else getattr(
                tf, name
            )(forms)
        except AssertionError as e:
            out.append(f"{name}: {str(e)[:3000]}")
    for f in tf.guarded(forms):
        if len(f.values.get("idempotency_key", "")) < 8:
            out.append(f"no key {f.page} {f.action}")
        if f.name not in tf.WITHOUT_ROW and not f.values.get("row_version"):
            out.append(f"no row {f.name} {f.page} {f.action}")
    for name in (
        "test_a_form_sent_twice_counts_once",
        "test_a_form_older_than_the_row_is_told_so_and_writes_nothing",
        "test_a_form_without_its_guard_is_refused",
    ):
        try:
            getattr(tf, name)(world, forms)
        except AssertionError as e:
            out.append(f"{name}: {str(e)[:6000]}")
    open("/tmp/vp_forms.txt", "w").write("\n".join(out))
