import pytest
from tests.architecture.test_statements import OURS, pages, counted
from tests.architecture.growth import grown
from django.db import transaction
def test_counts(world):
    routes=[r for r in OURS if "vouchers:" in r.label or "api:voucher" in r.label or "api:own" in r.label]
    c={}
    def all():
        return {f"{r.label} · {s}": counted(world,r,s,w) for r in routes for s,w in pages(world,r)}
    a=all()
    with transaction.atomic():
        grown()
        b=all()
        transaction.set_rollback(True)
    out=[]
    for k,v in sorted(a.items()):
        out.append(f"{k}: {v}" + (f"   # GROWS to {b[k]}" if b.get(k)!=v else ""))
    open("/tmp/vp_counts.txt","w").write("\n".join(out)+"\n")
