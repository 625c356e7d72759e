from django import template

from conversations.links import linked

register = template.Library()
register.filter("linked", linked)
