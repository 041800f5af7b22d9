"""PyGithub, which knows nothing of this sandbox, gets along with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import github
import pytest
from github_description.judge import judge_exchange
from sandbox.github.hands import SITE, Clone, World


@pytest.fixture
def client(world: World) -> Iterator[github.Github]:
    with github.Github(
        auth=github.Auth.Token(world.token),
        base_url=world.github.api_url,
        seconds_between_requests=0,
        seconds_between_writes=0,
        retry=None,
        timeout=10,
    ) as made:
        yield made


def test_a_repository_lives_its_life(
    world: World, client: github.Github, clone: Callable[..., Clone]
) -> None:
    assert client.get_user().login == "octo"
    user = client.get_user()
    assert isinstance(user, github.AuthenticatedUser.AuthenticatedUser)
    repository = user.create_repo("mta-sts.example.com", has_wiki=False)
    assert (repository.has_wiki, repository.default_branch) == (False, "main")
    copy = clone(repository.full_name)
    copy.commit(SITE)
    copy.push()
    repository.edit(description="A policy", homepage="https://mta-sts.example.com")
    assert client.get_repo(repository.full_name).description == "A policy"

    requester = client.requester
    path = f"{repository.url}/pages"
    source = {"source": {"branch": "main", "path": "/"}}
    status, _, _ = requester.requestJson("POST", path, input=source)
    assert status == 201
    status, _, body = requester.requestJson("PUT", path, input={"https_enforced": True})
    assert status in {204, 404}, body
    assert client.get_repo(repository.full_name).has_pages is True
    repository.delete()
    with pytest.raises(github.UnknownObjectException):
        client.get_repo("octo/mta-sts.example.com")
    assert [problem for e in world.github.exchanges for problem in judge_exchange(e)] == []
    assert world.github.unknown_requests == []


def test_graphql_goes_to_its_endpoint(world: World, client: github.Github) -> None:
    world.create()
    _, data = client.requester.graphql_query(
        "query($o: String!) {repositoryOwner(login: $o) {login}}", {"o": "octo-org"}
    )
    assert data["data"] == {"repositoryOwner": {"login": "octo-org"}}
    with pytest.raises(github.UnknownObjectException):
        client.requester.graphql_query('{repository(owner: "octo", name: "x") {name}}', {})


def test_refusals_are_of_the_kinds_it_knows(world: World, client: github.Github) -> None:
    client.get_user().create_repo("mta-sts")
    with pytest.raises(github.GithubException) as taken:
        client.get_user().create_repo("mta-sts")
    assert taken.value.status == 422
    world.github.limits.enabled = True
    world.github.limits.per_hour = 0
    with pytest.raises(github.RateLimitExceededException):
        client.get_repo("octo/mta-sts")
    world.github.limits.enabled = False
    world.github.revoke_token(world.token)
    with pytest.raises(github.BadCredentialsException):
        client.get_repo("octo/mta-sts")
