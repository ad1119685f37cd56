"""Turn taking: is somebody speaking, and have they finished?"""
