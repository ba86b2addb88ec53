"""Books the first free time of a doctor: python3 book.py http://127.0.0.1:3000 EMAIL PASSWORD "DOCTOR'S NAME"."""
import json, sys, urllib.parse, urllib.request

base, email, password, name = sys.argv[1:]
def call(path, body=None, headers={}):
    data = body and json.dumps(body).encode()
    request = urllib.request.Request(f"{base}/api/v1{path}", data, {"Content-Type": "application/json", **headers})
    return json.load(urllib.request.urlopen(request))
token = call("/auth/login", {"email": email, "password": password})["access_token"]
doctor = call(f"/doctors?q={urllib.parse.quote(name)}")["items"][0]["id"]
start = call(f"/doctors/{doctor}/slots")[0]["start_time"]
booked = call("/appointments", {"doctor_id": doctor, "start_time": start}, {"Authorization": f"Bearer {token}"})
print(booked["id"], booked["start_time"])
