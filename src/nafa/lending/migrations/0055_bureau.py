"""The credit bureau: agreements, questions and answers, monthly files."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nafa.kernel.secrets.fields


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_ties"),
        ("kernel", "0002_notices"),
        ("lending", "0046_lines"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BureauConsent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.TextField(
                        choices=[
                            ("GIVEN", "Given"),
                            ("INFORMED", "Informed"),
                            ("WITHDRAWN", "Withdrawn"),
                        ]
                    ),
                ),
                ("given_date", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bureau_consents",
                        to="clients.client",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="kernel.storedfile",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BureauConsultation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("bureau", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("ASKED", "Asked"),
                            ("FOUND", "Found"),
                            ("UNKNOWN", "Unknown"),
                            ("REFUSED", "Refused"),
                            ("UNREACHABLE", "Unreachable"),
                        ],
                        default="ASKED",
                    ),
                ),
                ("asked_date", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("report", nafa.kernel.secrets.fields.SealedTextField(null=True)),
                ("refusal", models.TextField(blank=True, default="")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bureau_consultations",
                        to="lending.application",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bureau_consultations",
                        to="clients.client",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="lending.bureauconsent",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BureauFile",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("month", models.DateField(unique=True)),
                ("as_of_date", models.DateField()),
                ("digest", models.TextField()),
                ("loan_count", models.IntegerField()),
                ("party_count", models.IntegerField()),
                ("left_out_count", models.IntegerField()),
                ("outstanding_minor", models.BigIntegerField()),
                ("currency", models.TextField()),
                (
                    "status",
                    models.TextField(
                        choices=[("MADE", "Made"), ("SENT", "Sent"), ("REFUSED", "Refused")],
                        default="MADE",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("receipt", models.TextField(blank=True, default="")),
                ("refusal", models.TextField(blank=True, default="")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="kernel.storedfile"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="bureauconsent",
            index=models.Index(fields=["client", "-recorded_at"], name="consent_by_client"),
        ),
        migrations.AddIndex(
            model_name="bureauconsultation",
            index=models.Index(fields=["client", "-asked_at"], name="bureau_by_client"),
        ),
        migrations.AddConstraint(
            model_name="bureauconsultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "FOUND"), _negated=True),
                    ("report__isnull", False),
                    _connector="OR",
                ),
                name="bureau_answer_has_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="bureaufile",
            constraint=models.CheckConstraint(
                condition=models.Q(("as_of_date__gte", models.F("month"))), name="file_month_over"
            ),
        ),
    ]
