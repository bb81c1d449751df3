"""The manifests say what compose.yaml says, leave nobody more rights than needed, and are what Kubernetes reads."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from bot.settings import OF_PROCESSES, ROOT, Settings
from tests.launch.test_deployment import SERVICES

FILES = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
ALL: list[dict[str, Any]] = [one for path in FILES for one in yaml.safe_load_all(path.read_text("utf-8"))]
MANUAL = (ROOT / "docs" / "kubernetes.md").read_text("utf-8")
_MEGABYTES = {"M": 1, "Mi": 1, "G": 1024, "Gi": 1024}


def of_kind(*kinds: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one for one in ALL if one["kind"] in kinds}


def pod(one: dict[str, Any]) -> dict[str, Any]:
    spec = one["spec"]
    spec = spec["jobTemplate"]["spec"] if one["kind"] == "CronJob" else spec
    return dict(spec["template"]["spec"])


WORK = of_kind("Deployment", "StatefulSet", "Job", "CronJob")
PODS = {name: pod(one) for name, one in WORK.items()}
CONTAINERS = {name: one["containers"][0] for name, one in PODS.items()}
SERVERS = {name for name, one in WORK.items() if one["kind"] in ("Deployment", "StatefulSet")}


def variables(name: str) -> dict[str, str]:
    return {one["name"]: one["value"] for one in CONTAINERS[name].get("env", ())}


def megabytes(text: str) -> int:
    found = re.fullmatch(r"(\d+)([A-Z]i?)", text)
    assert found, text
    return int(found[1]) * _MEGABYTES[found[2]]


def test_both_deployments_have_the_same_services_of_the_same_images() -> None:
    ours = {name: container["image"] for name, container in CONTAINERS.items()}
    theirs = {name: re.sub(r"\$\{\w+:-(\w+)\}", r"\1", one["image"]) for name, one in SERVICES.items()}
    assert ours == theirs


@pytest.mark.parametrize("name", sorted({"prepare", "rasa", "actions", "console", "redis"}))
def test_both_start_it_by_the_same_words(name: str) -> None:
    assert CONTAINERS[name]["args"] == SERVICES[name]["command"]


@pytest.mark.parametrize("name", sorted(WORK))
def test_both_give_it_as_much_of_the_machine(name: str) -> None:
    ours, theirs = CONTAINERS[name]["resources"]["limits"], SERVICES[name]["deploy"]["resources"]["limits"]
    assert (ours["cpu"], megabytes(ours["memory"])) == (theirs["cpus"], megabytes(theirs["memory"]))
    assert CONTAINERS[name]["resources"]["requests"].keys() == {"cpu", "memory"}


def test_both_give_our_servers_the_same_settings() -> None:
    for name in ("rasa", "console"):
        given = dict(SERVICES[name]["environment"].items())
        own = {key: str(value) for key, value in given.items() if "${" not in str(value)}
        assert variables(name) == own


def test_every_setting_that_is_named_is_one() -> None:
    known = {f"MOTCUA_{name.upper()}" for name in vars(Settings())} | set(OF_PROCESSES)
    text = "\n".join([*(path.read_text("utf-8") for path in FILES), MANUAL])
    named = {name.removesuffix("_FILE") for name in re.findall(r"\bMOTCUA_[A-Z_]+", text)}
    assert named - known == set()
    assert len(named) > 5


@pytest.mark.parametrize("name", sorted(WORK))
def test_nobody_has_rights_that_he_does_not_need(name: str) -> None:
    one, container = PODS[name], CONTAINERS[name]
    assert one["securityContext"]["runAsNonRoot"] is True
    assert one["securityContext"]["runAsUser"] > 0
    assert one["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert one["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert len(one["containers"]) == 1


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_every_server_is_asked_whether_it_lives_and_whether_it_is_ready(name: str) -> None:
    assert {"readinessProbe", "livenessProbe"} <= CONTAINERS[name].keys()


def test_several_servers_are_replaced_one_after_the_other_and_never_all_away() -> None:
    for name in ("rasa", "actions", "proxy"):
        assert WORK[name]["spec"]["replicas"] >= 2
        assert WORK[name]["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
        assert of_kind("PodDisruptionBudget")[name]["spec"]["minAvailable"] == 1


def test_the_proxy_alone_can_be_reached_from_outside() -> None:
    outside = [one["metadata"]["name"] for one in ALL if one["kind"] == "Service" and "type" in one["spec"]]
    assert outside == ["proxy"]
    assert not of_kind("Ingress")


def test_who_may_reach_whom_is_named_and_nothing_else_is_allowed() -> None:
    nobody = of_kind("NetworkPolicy")["nobody"]["spec"]
    assert nobody == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    allowed = {
        name: {
            peer["podSelector"]["matchLabels"]["app"]
            for rule in one["spec"]["ingress"]
            for peer in rule.get("from", ())
        }
        for name, one in of_kind("NetworkPolicy").items()
        if "ingress" in one["spec"]
    }
    assert allowed == {
        "proxy": set(),
        "rasa": {"proxy"},
        "console": {"proxy"},
        "actions": {"rasa"},
        "redis": {"rasa"},
        "postgresql": {"rasa", "actions", "console", "prepare", "backup"},
    }


def test_whoever_may_be_reached_may_be_spoken_to() -> None:
    """A policy on one side alone would cut both off."""
    policies = of_kind("NetworkPolicy")
    for name, one in policies.items():
        for rule in one["spec"].get("ingress", ()):
            for peer in rule.get("from", ()):
                out = policies[f"{peer['podSelector']['matchLabels']['app']}-out"]["spec"]["egress"]
                reached = {
                    to["podSelector"]["matchLabels"]["app"]
                    for each in out
                    for to in each["to"]
                    if "podSelector" in to
                }
                assert name in reached


def test_secrets_are_files_and_no_value_stands_anywhere() -> None:
    assert not of_kind("Secret")
    for name in CONTAINERS:
        for variable, value in variables(name).items():
            secret = re.search(r"SECRET|TOKEN|PASSWORD|DATABASE_URL|REDIS_URL", variable)
            assert not secret or (variable.endswith("_FILE") and value.startswith("/run/")), variable


@pytest.mark.parametrize("name", sorted({"rasa", "actions", "console", "prepare", "backup", "postgresql"}))
def test_both_show_it_the_same_secrets(name: str) -> None:
    (volume,) = (one["secret"] for one in PODS[name]["volumes"] if one["name"] == "secrets")
    assert {item["key"] for item in volume["items"]} == set(SERVICES[name]["secrets"])


def test_every_volume_that_is_mounted_is_there() -> None:
    for name, one in PODS.items():
        mounted = {mount["name"] for mount in CONTAINERS[name]["volumeMounts"]}
        claimed = {claim["metadata"]["name"] for claim in WORK[name]["spec"].get("volumeClaimTemplates", ())}
        assert mounted == {volume["name"] for volume in one.get("volumes", ())} | claimed
        for volume in one.get("volumes", ()):
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in of_kind("PersistentVolumeClaim")


def test_the_manual_makes_every_secret_and_setting_that_is_asked_for() -> None:
    asked = {
        source[kind].get("name") or source[kind].get("secretName")
        for one in PODS.values()
        for source in [*one.get("volumes", ()), *one["containers"][0].get("envFrom", ())]
        for kind in ("configMap", "secret", "configMapRef")
        if kind in source
    }
    made = set(re.findall(r"kubectl create (?:secret generic|configmap|secret) ([\w-]+)", MANUAL))
    assert asked <= made


@pytest.mark.long
def test_kubernetes_own_schemas_accept_them() -> None:
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    tool = [uv, "tool", "run", "-q", "kubernetes-validate==1.37.0", "--strict", *map(str, FILES)]
    subprocess.run(tool, check=True, timeout=120)
