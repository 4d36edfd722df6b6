from django.urls import path

from .views import checks, keys

app_name = "trust"
urlpatterns = [
    path("audit/checks/", checks.checks, name="checks"),
    path("audit/checks/start/", checks.check, name="check"),
    path("audit/seals/compare/", checks.compare, name="compare"),
    path("audit/seals/export/", checks.export, name="export"),
    path("security/keys/", keys.keys, name="keys"),
    path("security/peers/", keys.listing, name="proposals"),
    path("security/peers/propose/", keys.propose, name="propose"),
    path("security/peers/<int:proposal_id>/", keys.decide, name="decide"),
    path("security/keys/peers/<int:peer_id>/revoke/", keys.revoke_peer, name="revoke_peer"),
    path("security/keys/tokens/issue/", keys.issue_token, name="issue_token"),
    path("security/keys/tokens/<int:token_id>/revoke/", keys.revoke_token, name="revoke_token"),
]
