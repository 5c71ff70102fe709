using System.Collections.Concurrent;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Registry;
using ActorMlOps.Rollout;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Specifications of the versions in use, so that an inference asks no other grain. They are immutable, but a name may come to mean
/// another one: after <see cref="Freshness"/> it is looked up again.
/// </summary>
internal sealed class SpecCache(IGrainFactory grains, IModelClient client, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<VersionName, Held> _held = new();

    /// <param name="version">Null: the one that the traffic policy calls stable; all versions of a model take the same inputs.</param>
    /// <exception cref="RequestException">404: there is no such model or version.</exception>
    public ValueTask<ServedModel> GetAsync(string model, string? version) =>
        _held.TryGetValue(new(model, version), out var held) && clock.GetElapsedTime(held.At) < Freshness
            ? new(held.Model)
            : new(ReadAsync(model, version));

    private async Task<ServedModel> ReadAsync(string model, string? version)
    {
        var at = clock.GetTimestamp();
        if (await FindAsync(model, version) is { } spec)
        {
            // The same specification again: what was made of it stays, so that rows go on to share its objects.
            var served = _held.TryGetValue(new(model, version), out var held)
                && held.Model.Spec.ModelSha256 == spec.ModelSha256 && held.Model.Spec.Key == spec.Key
                ? held.Model
                : new(spec, client.Model(model, version));
            _held[new(model, version)] = new(served, at);
            return served;
        }
        _held.TryRemove(new VersionName(model, version), out _);
        throw version is null
            ? RequestException.NotFound($"There is no model '{model}' with a version.")
            : RequestException.NotFound($"There is no version '{version}' of a model '{model}'.");
    }

    private async Task<VersionSpec?> FindAsync(string model, string? version)
    {
        if (!ResourceName.IsValid(model) || (version is not null && !ResourceName.IsValid(version)))
            return null;
        version ??= (await grains.GetGrain<ITrafficGrain>(model).GetPolicy())?.Stable;
        return version is null ? null : await grains.GetGrain<IModelGrain>(model).GetSpec(version);
    }

    private readonly record struct VersionName(string Model, string? Version);

    private sealed record Held(ServedModel Model, long At);
}
