using System.Collections.Concurrent;
using ActorMlOps.Serving;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Client;

internal sealed class ModelClient(
    IGrainFactory grains, IOptions<ModelClientOptions> options, TimeProvider? time = null, ILocalServing? local = null) : IModelClient
{
    private readonly ConcurrentDictionary<(string Name, string? Version), ModelHandle> _handles = new();

    public ModelHandle Model(string name, string? version = null)
    {
        if (!ResourceName.IsValid(name))
            throw new ArgumentException($"'{name}' is no name of a model: it must be {ResourceName.Rule}.", nameof(name));
        if (version is not null && !ResourceName.IsValid(version))
            throw new ArgumentException($"'{version}' is no name of a version: it must be {ResourceName.Rule}.", nameof(version));
        return _handles.GetOrAdd((name, version), k => new ModelHandle(grains, local, k.Name, k.Version, options.Value, time ?? TimeProvider.System));
    }
}
