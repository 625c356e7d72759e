"""For health checks inside a container: does /healthz answer 200 on this port?

python deploy/healthy.py 8000
"""

import http.client
import os
import sys

host = os.environ["ALLOWED_HOSTS"].split(",")[0]
connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=5)
connection.request("GET", "/healthz", headers={"Host": host.lstrip(".")})
sys.exit(connection.getresponse().status != 200)
