using ActorMlOps.Grains.Storage;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Registry;

internal sealed class CatalogGrain(
    [PersistentState(StorageNames.Catalog, StorageNames.Provider)] IPersistentState<CatalogState> state) : Grain, ICatalogGrain
{
    private string[] _models = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _models = Ordered();
        return Task.CompletedTask;
    }

    public async Task Add(string model)
    {
        if (!state.State.Models.Add(model))
            return;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Models.Remove(model);
            DeactivateOnIdle();
            throw;
        }
        _models = Ordered();
    }

    private string[] Ordered() => [.. state.State.Models.Order(StringComparer.Ordinal)];

    public Task<string[]> List() => Task.FromResult(_models);
}
