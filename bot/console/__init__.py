"""The staff's web application: who may enter, and the rooms behind the door. No script runs in it."""
