using Orleans.Concurrency;

namespace ActorMlOps.Registry;

/// <summary>
/// The fleet's list of models.
/// Key: <see cref="Key"/>.
/// Survives: everything.
/// </summary>
[Alias("actormlops.ICatalogGrain")]
public interface ICatalogGrain : IGrainWithStringKey
{
    const string Key = "fleet";

    [Alias("Add")]
    Task Add(string model);

    /// <summary>The model's number, from 1; given once and never to another model. Does not list the model.</summary>
    [Alias("Number")]
    Task<int> Number(string model);

    /// <summary>Names, in ordinal order.</summary>
    [Alias("List"), AlwaysInterleave]
    Task<string[]> List();
}
