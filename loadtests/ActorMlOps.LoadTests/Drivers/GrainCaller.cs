using ActorMlOps.Client;
using ActorMlOps.Serving;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>One caller of the grain client, a row a request. All callers share the handle and its calls.</summary>
internal sealed class GrainCaller(ModelHandle model, float[][] rows) : ICaller
{
    public int Rows => 1;

    public async ValueTask<Answer> CallAsync(long request)
    {
        try
        {
            await model.PredictAsync(rows[request % rows.Length]);
            return Answer.Accepted;
        }
        catch (PredictionException refused)
        {
            return refused.Outcome == PredictOutcome.Overloaded ? Answer.Refused : Answer.Failed;
        }
    }

    public void Dispose()
    {
    }
}
