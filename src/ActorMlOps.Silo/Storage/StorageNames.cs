namespace ActorMlOps.Silo.Storage;

/// <summary>Names that stored data hang on: changing one loses what was stored under it.</summary>
public static class StorageNames
{
    /// <summary>The grain storage that grains ask for.</summary>
    public const string GrainStorage = "actormlops";

    /// <summary>The ADO.NET storage behind <see cref="GrainStorage"/>; grains don't use it directly.</summary>
    internal const string Unguarded = "actormlops-sqlite";

    /// <summary>Part of the key of every stored row.</summary>
    public const string ServiceId = "actormlops";

    /// <summary>File under the data directory.</summary>
    public const string DatabaseFile = "state.db";
}
