"""
The settings of every process, read from the environment.

With nothing set, this is the embedded default: SQLite, files, one worker, no service, as a demo or on a laptop. With
``FOOTBRIDGE_ENV=production`` nothing has such a default, and a missing or odd value stops the start. `.env.example` lists
every variable.
"""

import re
import secrets
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from lms import engines, env, logs

BASE_DIR = Path(__file__).resolve().parents[2]
PRODUCTION = env.is_production()
DEMO = not PRODUCTION
DEBUG = env.flag("DEBUG", default=False)
if PRODUCTION and DEBUG:
    env.refuse("DEBUG", "is on; it shows the site's inside to everyone and is refused in production")

# Where the embedded default keeps its database, files, mails and queue; in production, private and public files.
DATA_DIR = Path(env.text("DATA_DIR", default=None if PRODUCTION else str(BASE_DIR / "var"))).resolve()


def embedded_secret() -> str:
    """This is a key made once for this data folder, so that people stay signed in over a restart."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def absolute_url(name: str, *, default: str | None) -> str:
    """This reads an address with scheme and host and without a path."""
    value = env.text(name, default=default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ({"https"} if PRODUCTION else {"http", "https"}) or not parts.hostname or parts.path:
        env.refuse(name, f"is {value!r}; it must look like https://learn.example.org")
    return value


def url_with_scheme(name: str, schemes: set[str], *, default: str | None) -> str:
    """This reads an engine's address, whose scheme must be one of those that are supported."""
    value = env.text(name, default=default)
    if urlsplit(value).scheme not in schemes:
        env.refuse(name, f"must begin with {' or '.join(f'{scheme}://' for scheme in sorted(schemes))}")
    return value


SECRET_KEY = env.text("SECRET_KEY", default=None) if PRODUCTION else env.text("SECRET_KEY", default=embedded_secret())
if PRODUCTION and len(SECRET_KEY) < 50:
    env.refuse("SECRET_KEY", "is shorter than 50 characters")

PORT = env.number("PORT", default=8000, least=1, most=65535)
BASE_URL = absolute_url("BASE_URL", default=None if PRODUCTION else f"http://127.0.0.1:{PORT}")
HOST = urlsplit(BASE_URL).hostname or ""
ALLOWED_HOSTS = [HOST, *filter(None, env.text("ALLOWED_HOSTS", default="").split(","))]
if "*" in ALLOWED_HOSTS:
    env.refuse("ALLOWED_HOSTS", "is '*'; name the hosts, since mails carry links made from them")
if DEMO:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# --- Applications: upper rooms first (ARCHITECTURE.md); templates of upper rooms win over those below ----------------------
ROOMS = [
    "lms",
    "home",
    "impact",
    "alumni",
    "fellowships",
    "certificates",
    "tutors",
    "enrolments",
    "courses",
    "notices",
    "accounts",
    "jobs",
    "library",
    "core",
]
INSTALLED_APPS = [
    *ROOMS,
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.PeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_countries",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # After all others: templates/django/forms/ stand in for its own.
    "django.forms",
]

MIDDLEWARE = [
    "lms.health.HealthMiddleware",
    "lms.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Compresses pages; since BREACH was published, Django hides their true length with random padding.
    "lms.middleware.CompressPagesMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "lms.middleware.AdminContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonLocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.PolicyMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lms.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Engines ---------------------------------------------------------------------------------------------------------------
DATABASE_URL = url_with_scheme(
    "DATABASE_URL",
    {"postgres", "postgresql"} if PRODUCTION else {"postgres", "postgresql", "sqlite"},
    default=None if PRODUCTION else f"sqlite:///{DATA_DIR / 'footbridge.sqlite3'}",
)
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins and waits for it: no "database is locked" half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS = {"redis", "rediss"}
# Redis or Valkey carry the tasks; without them, files in a folder do, with no service to start.
CELERY_BROKER_URL = url_with_scheme(
    "BROKER_URL", REDIS if PRODUCTION else REDIS | {"filesystem"}, default=None if PRODUCTION else "filesystem://localhost"
)
CACHE_URL = url_with_scheme(
    "CACHE_URL", REDIS if PRODUCTION else REDIS | {"locmem"}, default=None if PRODUCTION else "locmem://"
)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if CACHE_URL.startswith("locmem")
    else {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        # Nobody's page waits longer for what it can do without.
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    },
}
# Web processes wait for a broker that does not answer this long, once, and go on (lms/celery.py); workers wait longer.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
    "socket_timeout": 0.2,
    "socket_connect_timeout": 0.2,
    "max_retries": 0,
    # A message whose worker vanished is given to another one after this; longer than any task may take.
    "visibility_timeout": 30 * 60,
}
QUEUE_DIR = DATA_DIR / "queue"
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.1,
    }
    for folder in ("messages", "control"):
        (QUEUE_DIR / folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A task is done when it has been done: a worker that dies gives its message back.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 10 * 60
CELERY_TASK_TIME_LIMIT = 11 * 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# Nobody asks a running worker anything: no mailbox, no gossip.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
# A worker keeps its connection to the database over so many tasks; a pool under prefork workers is slower.
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(QUEUE_DIR / "beat")
# A sweep does what no message did. One that waits longer than a minute is dropped: the next one does its work.
SWEEP = {"schedule": crontab(), "options": {"expires": 55}}
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "heartbeat": {"task": "lms.tasks.heartbeat", **SWEEP},
    "mails": {"task": "notices.tasks.sweep", **SWEEP},
    "jobs": {"task": "jobs.tasks.sweep", **SWEEP},
    "attempts": {"task": "enrolments.tasks.sweep", **SWEEP},
    "certificates": {"task": "certificates.tasks.sweep", **SWEEP},
    "cohorts": {"task": "tutors.tasks.sweep", **SWEEP},
    "cohort-letters": {"task": "tutors.tasks.sweep_letters", **SWEEP},
    "reminders": {"task": "tutors.tasks.sweep_reminders", **SWEEP},
    "merges": {"task": "accounts.tasks.sweep", **SWEEP},
    "outlines": {"task": "courses.tasks.sweep", "schedule": crontab(minute="*/10"), "options": {"expires": 500}},
    "ready": {"task": "enrolments.tasks.finish_ready", "schedule": crontab(minute="*/10"), "options": {"expires": 500}},
    "publish-scheduled": {"task": "lms.tasks.publish_scheduled", "schedule": crontab(minute="*/5")},
    "mail-bodies": {"task": "notices.tasks.forget_old", "schedule": crontab(hour="2", minute="20")},
    "sessions": {"task": "lms.tasks.clear_sessions", "schedule": crontab(hour="2", minute="40")},
    "revisions": {"task": "lms.tasks.purge_revisions", "schedule": crontab(day_of_week="sun", hour="3", minute="0")},
}
# Wagtail's own tasks (search index, references, renditions) travel with ours.
TASKS = {"default": {"BACKEND": "lms.tasks_backend.CeleryBackend"}}

MAIL_URL = url_with_scheme(
    "MAIL_URL",
    {"smtp", "smtp+tls", "smtp+ssl"} if PRODUCTION else {"smtp", "smtp+tls", "smtp+ssl", "file"},
    default=None if PRODUCTION else "file://",
)
MAIL_DIR = DATA_DIR / "mail"
MAILERS = {"default": engines.mailer(MAIL_URL, MAIL_DIR)}
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", default=None if PRODUCTION else f"Footbridge <footbridge@{HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Files -----------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# A bucket, where several machines serve the same files; without one, folders.
FILES_URL = env.text("FILES_URL", default="")
STORAGES = {
    "default": engines.bucket(FILES_URL, "media") if FILES_URL else engines.folder(MEDIA_ROOT, MEDIA_URL),
    "private": engines.bucket(FILES_URL, "private") if FILES_URL else engines.folder(DATA_DIR / "private", None),
    "staticfiles": {"BACKEND": "lms.static_files.StaticFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o640

# --- Languages -------------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish")), ("ar", _("Arabic"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "lms.formats"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- People ----------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Whoever thinks of a password is told of these three in one sentence (accounts/forms.py).
PASSWORD_LENGTH = 10
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": PASSWORD_LENGTH}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:dashboard"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "notices.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that signed up a moment ago
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # "your password was changed" and the like
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(BASE_URL).scheme
# Limits count by the visitor's address, which only the proxies of our own say truly. allauth's limits hold as they are.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=1 if PRODUCTION else 0, least=0, most=10)
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Footbridge"
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
# Nobody is signed in without a confirmed address, so who has a second factor may change theirs as well.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SOCIALACCOUNT_ADAPTER = "accounts.adapter.ThirdPartyAdapter"
SOCIALACCOUNT_FORMS = {"signup": "accounts.forms.ThirdPartySignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # the terms are agreed to on every road in
OIDC_ORIGINS: list[str] = []
OIDC = {
    "OIDC_NAME": env.text("OIDC_NAME", default=""),
    "OIDC_SERVER_URL": env.text("OIDC_SERVER_URL", default=""),
    "OIDC_CLIENT_ID": env.text("OIDC_CLIENT_ID", default=""),
    "OIDC_SECRET": env.text("OIDC_SECRET", default=""),
}
if any(OIDC.values()):
    for name, value in OIDC.items():
        if not value:
            env.refuse(name, "is missing; OpenID Connect needs OIDC_NAME, OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_SECRET")
    OIDC_SERVER_URL = url_with_scheme("OIDC_SERVER_URL", {"https"} if PRODUCTION else {"http", "https"}, default=None)
    # The form that begins the sign-in leads there.
    OIDC_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))]
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": OIDC["OIDC_NAME"],
                    "client_id": OIDC["OIDC_CLIENT_ID"],
                    "secret": OIDC["OIDC_SECRET"],
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ],
        }
    }

# --- Wagtail ---------------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Footbridge"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILIMAGES_IMAGE_MODEL = "library.LibraryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "library.LibraryDocument"
# What a file must be under these names, library/files.py says; the kinds are those of the course folders' format.
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "svg", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "library.forms.ImageForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 100 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = "csv docx m4a mp3 mp4 odt ogg pdf pptx txt vtt webm xlsx zip".split()  # noqa: SIM905 -- one line
WAGTAILDOCS_DOCUMENT_FORM_BASE = "library.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Said here, since what Python guesses depends on the machine.
WAGTAILDOCS_CONTENT_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "vtt": "text/vtt",
    "webm": "video/webm",
}
# Everything else is offered for download and never opened in the site's place.
WAGTAILDOCS_INLINE_CONTENT_TYPES = {"application/pdf", *WAGTAILDOCS_CONTENT_TYPES.values()} - {"text/vtt"}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TAGGIT_CASE_INSENSITIVE = True


def host_names(name: str, *, default: str) -> frozenset[str]:
    """This reads names of hosts, separated by commas."""
    hosts = frozenset(filter(None, (each.strip().lower() for each in env.text(name, default=default).split(","))))
    for host in sorted(hosts):
        if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host):
            env.refuse(name, f"names {host!r}; it must be hosts such as www.example.org, separated by commas")
    return hosts


# To these a lesson may lead in an embed, which is a link: nothing is loaded from there before somebody follows it.
EMBED_HOSTS = host_names(
    "EMBED_HOSTS",
    default="archive.org,commons.wikimedia.org,vimeo.com,www.w3.org,www.youtube.com,youtu.be",
)

# --- Security --------------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF, *OIDC_ORIGINS],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# Wagtail's admin writes inline scripts and styles; its own policy never reaches a page of ours.
ADMIN_CSP = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "lms.errors.form_refused"
# A quiz of two hundred questions, in its editor or before a learner, has more fields than Django expects of a form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if BASE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = PRODUCTION
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = logs.configuration(
    level=env.text("LOG_LEVEL", default="INFO", choices={"DEBUG", "INFO", "WARNING", "ERROR"}), is_plain=DEMO
)
