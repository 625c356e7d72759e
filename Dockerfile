# One image for web, live, worker, clock and commands; compose.yaml says which runs where.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 MEDIA_ROOT=/srv/media

RUN useradd --system --create-home --uid 10001 raanu \
 && mkdir -p /srv/raanu/var /srv/media \
 && chown raanu:raanu /srv/raanu/var /srv/media
WORKDIR /srv/raanu

COPY requirements/run.txt requirements/run.txt
RUN pip install --require-hashes -r requirements/run.txt && python -m compileall -q /usr/local/lib

COPY --chown=root:root . .
USER raanu
# Hashed and compressed files depend on no secret and no database.
RUN MODE=demo SECRET_KEY=only-while-the-image-is-made python manage.py collectstatic --noinput

VOLUME /srv/media
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "mentoring_platform.wsgi:application"]
