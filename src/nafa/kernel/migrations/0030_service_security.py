"""Keys with scopes, programs of others, counts of calls, what the watch finds."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import nafa.kernel.secrets.fields

GUARD = """
ALTER TABLE kernel_callcount SET UNLOGGED;
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'nafa_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON kernel_alertfact, kernel_watchpolicy FROM nafa_app;
        REVOKE DELETE, TRUNCATE ON kernel_securityalert FROM nafa_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0022_personal_rights"),
    ]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="last_address",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="last_used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), null=True, size=None
            ),
        ),
        migrations.CreateModel(
            name="CallCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("caller", models.BigIntegerField()),
                ("since", models.BigIntegerField()),
                ("calls", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("caller", "since"), name="call_count_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Program",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("secret_digest", models.BinaryField(null=True)),
                (
                    "return_addresses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProgramGrant",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("granted_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="kernel.program"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuthorizationCode",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("return_address", models.TextField()),
                ("challenge", models.TextField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="kernel.programgrant"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="apitoken",
            name="grant",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="kernel.programgrant"
            ),
        ),
        migrations.CreateModel(
            name="RefreshToken",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="kernel.programgrant"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SecurityAlert",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True)),
                ("rule", models.TextField()),
                ("severity", models.TextField()),
                ("subject", models.TextField()),
                ("address", models.TextField(blank=True, default="")),
                ("opened_at", models.DateTimeField()),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "conclusion",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("HARMLESS", "Harmless"),
                            ("ERROR", "Error"),
                            ("INCIDENT", "Incident"),
                        ],
                        default="",
                    ),
                ),
                ("explanation", nafa.kernel.secrets.fields.SealedTextField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alerts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AlertFact",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "alert_id",
                        "source",
                        "row_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("source", models.TextField()),
                ("row_id", models.TextField()),
                ("at", models.DateTimeField()),
                ("what", models.TextField()),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="kernel.securityalert",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WatchPolicy",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("rules", models.JSONField()),
                ("defined_at", models.DateTimeField()),
                (
                    "defined_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="securityalert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("rule", "subject"),
                name="one_open_alert",
            ),
        ),
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
    ]
