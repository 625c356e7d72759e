"""Say in one sentence which service is missing, before a hundred tests say it."""

import os
import sys

import psycopg2
import redis


def main() -> int:
    try:
        psycopg2.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        print(f"PostgreSQL does not answer at DATABASE_URL: {error}", file=sys.stderr)
        return 1
    try:
        redis.Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=5).ping()
    except redis.RedisError as error:
        print(f"Redis does not answer at REDIS_URL: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
