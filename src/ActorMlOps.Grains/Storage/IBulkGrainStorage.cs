namespace ActorMlOps.Grains.Storage;

/// <summary>A grain storage that can delete many rows in one write.</summary>
public interface IBulkGrainStorage
{
    /// <summary>All of them or none, whatever their ETags; those that are not there are passed over.</summary>
    /// <param name="stateName">Common to all.</param>
    /// <param name="rows">Ids whose keys are neither numbers nor GUIDs.</param>
    Task DeleteAsync(string stateName, IReadOnlyCollection<GrainId> rows);
}
