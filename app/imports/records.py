"""What batches and profiles are called in a history."""

from types import MappingProxyType
from typing import Final

from app.core.records import Book, FieldWords, RecordWords
from app.core.texts import N_

RECORDS: Final[Book] = MappingProxyType(
    {
        "import_batch": RecordWords(
            N_("Import batch"),
            ("file_name",),
            {
                "file_name": FieldWords(N_("File")),
                "source": FieldWords(N_("Source")),
                "profile_id": FieldWords(N_("Profile")),
                "profile_version": FieldWords(N_("Version of the profile")),
                "extracted_at": FieldWords(N_("Extract of"), "moment"),
                "state": FieldWords(
                    N_("State"),
                    "choice",
                    {"live": N_("In use"), "withdrawn": N_("Withdrawn"), "replaced": N_("Replaced")},
                ),
                "summary": FieldWords(N_("Contents"), "counts"),
                "file_sha256": FieldWords(N_("SHA-256 of the file"), "hash"),
                "parent_id": FieldWords(N_("Corrects rows of"), "ref", of="import_batch"),
            },
            frozenset({"n", "profile_sha256", "loaded_at"}),
        ),
        "import_profile": RecordWords(
            N_("Import profile"),
            ("title",),
            {
                "profile_id": FieldWords(N_("Id")),
                "version": FieldWords(N_("Version")),
                "source": FieldWords(N_("Source")),
                "title": FieldWords(N_("Title")),
                "text": FieldWords(N_("Settings of the profile"), "long"),
            },
        ),
        "data_source": RecordWords(
            N_("Data source"),
            ("name",),
            {
                "name": FieldWords(N_("Name")),
                "kind": FieldWords(
                    N_("Kind"),
                    "choice",
                    {"database": N_("Database"), "web": N_("Web endpoint"), "folder": N_("Watched folder")},
                ),
                "settings": FieldWords(N_("Settings"), "long"),
                "profile_id": FieldWords(N_("Profile")),
                "schedule": FieldWords(N_("Schedule")),
                "paused": FieldWords(N_("Paused"), "yes"),
                "cursor": FieldWords(N_("Read up to")),
            },
            frozenset({"scheduled_at"}),
        ),
    }
)
