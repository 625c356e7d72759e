from django.urls import path

from programmes.views import groups, imports, invitations, join_links, people, programmes, settings

app_name = "programmes"

programme_pages = [
    path("programmes/", programmes.index, name="programmes"),
    path("programmes/new/", programmes.new, name="new"),
    path("programmes/<int:pk>/settings/", settings.edit, name="settings"),
]
people_pages = [
    path("programmes/<int:pk>/people/", people.index, name="people"),
    path("programmes/<int:pk>/people/import/", imports.current, name="import"),
    path("join/<str:token>/", join_links.join, name="join"),
    path("invitations/<str:token>/", invitations.show, name="invitation"),
]
group_pages = [
    path("programmes/<int:pk>/groups/", groups.index, name="groups"),
]
urlpatterns = [*programme_pages, *people_pages, *group_pages]
