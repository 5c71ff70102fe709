namespace ActorMlOps.Serving;

/// <summary>
/// Inference by a named version: one a silo (stateless worker), enters the silo's runtime of that version.
/// Key: <see cref="VersionKey"/>.
/// Holds nothing; survives nothing.
/// </summary>
[Alias("actormlops.IPredictorGrain")]
public interface IPredictorGrain : IGrainWithStringKey
{
    [Alias("Predict")]
    Task<PredictResponse> Predict(PredictRequest request, CancellationToken cancellationToken = default);
}
