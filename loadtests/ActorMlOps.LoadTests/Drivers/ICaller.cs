namespace ActorMlOps.LoadTests.Drivers;

/// <summary>One caller with at most one request outstanding.</summary>
internal interface ICaller : IDisposable
{
    /// <summary>Rows of each of its requests.</summary>
    int Rows { get; }

    /// <param name="request">Number of the request; different numbers are different rows until the data begin again.</param>
    ValueTask<Answer> CallAsync(long request);
}
