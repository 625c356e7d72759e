from django.urls import path

from programmes.views import (
    groups,
    imports,
    invitations,
    join_links,
    keeping,
    moves,
    people,
    programmes,
    repairs,
    seats,
    settings,
    setup,
)

app_name = "programmes"

programme_pages = [
    path("programmes/", programmes.index, name="programmes"),
    path("programmes/new/", programmes.new, name="new"),
    path("programmes/<int:pk>/copy/", programmes.copy, name="copy"),
    path("programmes/<int:pk>/setup/", setup.resume, name="setup"),
    path("programmes/<int:pk>/setup/basics/", setup.basics, name="basics"),
    path("programmes/<int:pk>/setup/rhythm/", setup.rhythm, name="rhythm"),
    path("programmes/<int:pk>/setup/check/", setup.check, name="check"),
    path("programmes/<int:pk>/timeline/", setup.timeline, name="timeline"),
    path("programmes/<int:pk>/settings/", settings.show, name="settings"),
    path("programmes/<int:pk>/settings/basics/", settings.basics, name="settings_basics"),
    path("programmes/<int:pk>/settings/rhythm/", settings.rhythm, name="settings_rhythm"),
    path("programmes/<int:pk>/settings/phases/", settings.phases, name="settings_phases"),
    path("programmes/<int:pk>/settings/keeping/", keeping.edit, name="settings_keeping"),
    path("programmes/<int:pk>/leave/", keeping.leave, name="leave"),
    path("programmes/<int:pk>/state/", moves.state, name="state"),
]
people_pages = [
    path("programmes/<int:pk>/people/", people.index, name="people"),
    path("programmes/<int:pk>/people/act/", people.act, name="people_act"),
    path("programmes/<int:pk>/people/add/", people.add, name="add_person"),
    path("programmes/<int:pk>/people/export/", people.export, name="people_export"),
    path("programmes/<int:pk>/people/import/", imports.current, name="import"),
    path("programmes/<int:pk>/people/import/mail/", imports.mail, name="import_mail"),
    path("programmes/<int:pk>/people/links/", join_links.index, name="join_links"),
    path("imports/<int:pk>/columns/", imports.columns, name="import_columns"),
    path("imports/<int:pk>/repair/", repairs.repair, name="import_repair"),
    path("imports/<int:pk>/repair/undo/", repairs.repair_undo, name="import_repair_undo"),
    path("imports/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:pk>/invite/", imports.invite, name="import_invite"),
    path("imports/<int:pk>/undo/", imports.undo, name="import_undo"),
    path("imports/<int:pk>/discard/", imports.discard, name="import_discard"),
    path("join-links/<int:pk>/close/", join_links.close, name="join_link_close"),
    path("join-links/<int:pk>/qr.svg", join_links.qr, name="join_link_qr"),
    path("join-links/<int:pk>/poster/", join_links.poster, name="join_link_poster"),
    path("join/<str:token>/", join_links.join, name="join"),
    path("invitations/<str:token>/", invitations.show, name="invitation"),
    path("invited/<int:pk>/", invitations.mine, name="my_invitation"),
]
group_pages = [
    path("programmes/<int:pk>/groups/", groups.index, name="groups"),
    path("programmes/<int:pk>/groups/names/", groups.names, name="group_names"),
    path("programmes/<int:pk>/groups/new/", groups.new, name="new_group"),
    path("programmes/<int:pk>/groups/start/", groups.start, name="start_groups"),
    path("groups/<int:pk>/arrange/", seats.arrange, name="arrange"),
    path("groups/<int:pk>/move/", seats.move, name="move_seats"),
    path("groups/<int:pk>/roles/", seats.turn, name="turn_seats"),
    path("groups/<int:pk>/out/", seats.take_out, name="end_seats"),
    path("groups/<int:pk>/rename/", groups.rename, name="rename_group"),
    path("groups/<int:pk>/close/", groups.close, name="close_group"),
    path("groups/<int:pk>/reopen/", groups.reopen, name="reopen_group"),
]
urlpatterns = [*programme_pages, *people_pages, *group_pages]
