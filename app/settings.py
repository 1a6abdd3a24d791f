"""The one frozen Settings, and the only place that reads the environment."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that can differ between two installations; each field is `STRIDE_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="STRIDE_", frozen=True, extra="ignore", populate_by_name=True)

    database_url: Annotated[str, Field(validation_alias="DATABASE_URL")] = "sqlite:///data/stride.db"
    clock_days: Annotated[float, Field(ge=-36_500, le=36_500)] = 0.0
    content: Path = ROOT / "content"
    dev: bool = False
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    check_seconds: Annotated[float, Field(gt=0, le=60)] = 3.0
    worker_memory_mb: Annotated[int, Field(ge=512)] = 4096
    kernels: Literal["fast", "stock"] = "fast"
    cache_mb: Annotated[int, Field(ge=0)] = 4
    jail: Literal["require", "try", "off"] = "try"
    queue: Annotated[int, Field(ge=1)] = 64
    hosts: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1", "localhost", "[::1]", "testserver")
    site: Annotated[str | None, Field(pattern=r"^https?://[^/]+$")] = None
    proxies: str = "127.0.0.1"
    body_bytes: Annotated[int, Field(ge=1)] = 256_000
    import_bytes: Annotated[int, Field(ge=1)] = 8_000_000
    checks_per_minute: Annotated[int, Field(ge=1)] = 30
    checks_in_flight: Annotated[int, Field(ge=1)] = 5
    writes_per_minute: Annotated[int, Field(ge=1)] = 120
    pages_per_minute: Annotated[int, Field(ge=1)] = 600

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, hosts: object) -> object:
        return tuple(host.strip() for host in hosts.split(",")) if isinstance(hosts, str) else hosts

    @property
    def secure(self) -> bool:
        """Whether the site is served over https, as `site` says; nothing is guessed from a request."""
        return self.site is not None and self.site.startswith("https://")
